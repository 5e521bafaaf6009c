"""Which alarm explains which others: along what feeds what, and through which gateway a device speaks."""
