"""The rules of preparing: pure values in, pure values out."""
