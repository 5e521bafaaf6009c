"""Reference pages in Markdown that come from the code: nothing on them is written twice."""
