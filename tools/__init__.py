"""What make runs besides the tests: a browser, a JupyterLab, the demo."""
