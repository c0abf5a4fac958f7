-- Nobody reads the former sketches any more: what is kept of a post is then erased with its other hashes.
UPDATE posts SET sketch = '{}' WHERE sketch <> '{}';
