"""Reading Modbus servers: what a point table says, how registers become values, what is asked for together, and when it is told."""
