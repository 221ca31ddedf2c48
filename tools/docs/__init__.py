"""What the documentation site is made with besides Markdown: maths, figures, the reference of the command line."""
