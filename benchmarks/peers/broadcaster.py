"""The bare broadcaster: asyncio, sockets and nothing else. What a line on standard input says goes to everybody at once.

``python broadcaster.py``; says ``port N``, and sends each line, in which ``~`` stands for the end of a line, as one chunk.
"""

from __future__ import annotations

import asyncio
import sys

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def _chunk(message: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(message), message)


async def main() -> None:
    """Until standard input ends."""
    readers: set[asyncio.StreamWriter] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_HEAD + _chunk(b": hello\n\n"))
        readers.add(writer)

    server = await asyncio.start_server(take, "127.0.0.1", 0, backlog=1024)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        chunk = _chunk(line.rstrip(b"\n").replace(b"~", b"\n"))
        for writer in readers:
            writer.write(chunk)


if __name__ == "__main__":
    asyncio.run(main())
