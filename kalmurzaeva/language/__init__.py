"""Story files to the trees of a Story. `reader` cuts files into passages, `cutting` passages into properties and blocks, `text`
reads what stands inside blocks, `expressions` compiles conditions. Each returns what it read and reports problems with
spans; none stops at the first.

Headers are left as words here. They are read by the parser, in `kalmurzaeva.language.load`.
"""
