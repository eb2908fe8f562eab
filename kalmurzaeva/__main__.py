"""`python -m kalmurzaeva`."""

from kalmurzaeva.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
