"""The JSON of the HTTP contract as models, one file per noun: what OpenAPI shows and the web app's types come from."""
