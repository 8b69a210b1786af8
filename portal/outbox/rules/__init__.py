"""The rules of messages: pure values in, pure values out."""
