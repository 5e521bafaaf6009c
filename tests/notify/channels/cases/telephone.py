"""Short messages and voice calls."""

from __future__ import annotations

from tests.notify.channels.contract import Case
from tests.notify.channels.servers.sms import API_KEY, SmsServer
from tests.notify.channels.servers.voice import ACCOUNT, CALLBACK_SECRET, TOKEN, VoiceServer

SMS = Case(
    "sms",
    "sms",
    SmsServer,
    lambda url: {
        "request": {
            "url": f"{url}/messages",
            "headers": {"X-Api-Key": "{api_key}"},
            "json": {"mobile": "{phone}", "content": "{text}", "reference": "{key}"},
            "secrets": {"api_key": {"variable": "STEWARD_SMS_KEY"}},
        },
        "success": {"path": "code", "equals": ["OK"]},
        "gone": {"path": "code", "equals": ["EMPTY_NUMBER"]},
        "later": {"path": "code", "equals": ["LIMIT"]},
        "id": {"path": "data.id"},
        "signature": "【滨江物业】",
        "number": "national",
    },
    {"STEWARD_SMS_KEY": API_KEY},
    {"phone": "+8613812345678"},
)
VOICE = Case(
    "voice",
    "voice",
    VoiceServer,
    lambda url: {
        "request": {
            "url": f"{url}/calls/{ACCOUNT}",
            "headers": {"Authorization": "Bearer {token}"},
            "form": {"called": "{phone}", "tts": "{text}", "url": "{callback}"},
            "secrets": {"token": {"variable": "STEWARD_VOICE_TOKEN"}},
        },
        "success": {"path": "status", "equals": ["queued"]},
        "gone": {"path": "status", "equals": ["invalid_number"]},
        "later": {"path": "status", "equals": ["throttled"]},
        "status": {"path": "status", "answered": ["answered", "completed"]},
        "digits": {"path": "digits"},
        "signature": {"header": "X-Signature", "secret": {"variable": "STEWARD_VOICE_CALLBACK"}},
    },
    {"STEWARD_VOICE_TOKEN": TOKEN, "STEWARD_VOICE_CALLBACK": CALLBACK_SECRET},
    {"phone": "+8613812345678"},
    replay_is_refused=False,
    callbacks=True,
)
CASES = (SMS, VOICE)
