"""Serves the page, as hosts of Gradio apps expect it: ``python app.py``."""

from bp_qa.settings import load_settings
from bp_qa.web import serve

if __name__ == "__main__":
    serve(load_settings())
