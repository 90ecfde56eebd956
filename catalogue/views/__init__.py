"""The catalogue's pages: each loads, asks one question and renders the template of its name."""
