"""Asking cameras and recorders whether they are there, offer a picture and know the time: RTSP, and ONVIF's clock."""
