"""The steps, one file each; what was released is never changed."""
