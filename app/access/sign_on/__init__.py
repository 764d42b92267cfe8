"""What is stored of single sign-on, and what may be asked of it before it is known who asks."""
