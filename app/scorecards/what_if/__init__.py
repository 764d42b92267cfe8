"""What if: variants, other terms and other levels over what is stored; nothing of it is stored."""
