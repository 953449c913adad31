"""``python -m bp_qa`` is the same as ``bp-qa``."""

from bp_qa.cli import main

if __name__ == "__main__":
    main()
