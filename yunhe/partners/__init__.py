"""Who we deal with: one party may be customer, supplier and carrier at once; addresses with regions; terms and credit.

Words: a *mask* is what people may read of a recipient, a *token* tells equal recipients without naming them.
"""
