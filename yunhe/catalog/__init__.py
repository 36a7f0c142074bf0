"""What we sell, store, make and buy: items and variants, units and barcodes, kits, bills of material, tax codes, prices.

Words: an item's *base unit* is what stock counts in; a *unit factor* turns a document's unit into it and is frozen on
the line; a *kit* is sold as one and shipped as its components; a *price level* is a named list.
"""
