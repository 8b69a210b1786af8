"""What is asked, how it may be answered, who reads an answer. Pure: values in, answers out."""
