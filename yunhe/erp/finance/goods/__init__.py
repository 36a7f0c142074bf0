"""From the quantity ledger to the value ledger: which moves have a value, at what, against which account."""
