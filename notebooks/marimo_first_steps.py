import marimo

app = marimo.App(width="medium", app_title="First steps")


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # First steps: which digits look alike by their upper half?

    Two arrays, one call, one answer to take home. 1,797 handwritten digits are given twice: as whole images, and as
    nothing but their upper halves. Which digits can no longer be told apart, and which still can?

    It takes five minutes to read, under a minute to run, and needs `topoalign-widget` and marimo; the digits come
    with scikit-learn.
    """)
    return


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from sklearn.datasets import load_digits

    import topoalign_widget as ta

    digits = load_digits()
    images, digit = digits.images / 16, digits.target

    whole = images.reshape(len(images), 64)  # 8 x 8 pixels
    upper = images[:, :4].reshape(len(images), 32)  # the upper 4 x 8 of them
    return digit, images, mo, np, ta, upper, whole


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## One call

    Any two arrays will do whose rows are the same things in the same order. `metadata` is what is known of them.
    """)
    return


@app.cell
def _(digit, images, ta, upper, whole):
    widget = ta.compare(
        {"whole image": whole, "upper half": upper}, metadata={"digit": digit}, label="digit", image=images
    )
    return (widget,)


@app.cell
def _(mo, widget):
    # Cells that use w run again after each gesture; those that use widget do not.
    w = mo.ui.anywidget(widget)
    w
    return (w,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    **What you see.** Two graphs of the same images. A node is a group of similar images, drawn as a pie of their
    digits; two nodes are linked where they share images. Nodes that hold the same images are pulled to the same place
    in both panels. The outlines are *matching regions*: parts of the two graphs that hold the same images.

    **Try it.** Point at a node: where its images are in the other panel lights up. Click one, or hold Shift and draw
    around some. Click an outline. Press `I` to see the images that you selected, `?` for everything else.

    ## What you have selected
    """)
    return


@app.cell
def _(mo, w):
    selected = w.selected_frame()
    counts = selected["digit"].value_counts()
    mo.md(
        f"{len(selected)} images: " + ", ".join(f"{count} of the {n}" for n, count in counts.items())
        if len(selected)
        else "Nothing yet: click a node or an outline."
    )
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## What the picture says, as a table

    How much of what there is to know about "is it a 2?" do the nodes tell? Everything (1), or no more than chance
    (0)?
    """)
    return


@app.cell
def _(digit, widget):
    information = widget.alignment.information({str(d): digit == d for d in range(10)})
    told = information["adjusted"].unstack()
    told.round(2)
    return (told,)


@app.cell
def _(digit, mo, np, ta, told, widget):
    lost = int((told["whole image"] - told["upper half"]).idxmax())
    which = np.flatnonzero(digit == lost)
    verdicts = {name: ta.verdict_of(which, graph) for name, graph in widget.alignment.graphs.items()}
    mo.md(
        "Some digits, such as 0 and 5, are known by their upper halves nearly as well as by the whole. "
        f"The one that loses most is **{lost}**: "
        + "; ".join(f"in the {name} it is {verdict}" for name, verdict in verdicts.items())
        + "."
    )
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Take it home

    What is selected goes into a table, and the whole picture into one file that opens in any browser, without Python
    and without a network.
    """)
    return


@app.cell
def _(mo):
    save = mo.ui.run_button(label="Save both")
    save
    return (save,)


@app.cell
def _(mo, save, widget):
    mo.stop(not save.value)
    table = widget.save_selection("look_alikes.csv")
    page = widget.save_html("upper_half.html", title="Digits and their upper halves")
    mo.md(f"Saved: {table}, {page}")
    return


if __name__ == "__main__":
    app.run()
