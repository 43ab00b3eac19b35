"""What answers at each address, a file for each kind of visitor."""
