"""What is probed: a camera or a recorder, where it is and what of it can be known."""

from __future__ import annotations

from dataclasses import dataclass

from bridges.video.credentials import Login


@dataclass(frozen=True)
class Camera:
    """A row of the table.

    `video` and `clock` are the keys on the wire under which its picture and its clock's error are told; `None`: not told.
    A port that is `None` is not asked. `login` `None`: nothing is proved to it.
    """

    device: str
    host: str
    rtsp_port: int | None = 554
    rtsp_path: str = "/"
    onvif_port: int | None = 80
    onvif_path: str = "/onvif/device_service"
    login: Login | None = None
    video: str | None = None
    clock: str | None = None

    @property
    def authority(self) -> str:
        """Its host as in an address: one of IPv6 in brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def uri(self) -> str:
        """Of its picture."""
        return f"rtsp://{self.authority}:{self.rtsp_port}{self.rtsp_path}"
