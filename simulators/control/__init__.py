"""Control of a running simulator: requests over a local socket, answered between two ticks of the stage."""
