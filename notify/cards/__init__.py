"""What the channels of chat platforms share: calling their interfaces, tokens, wording, cards, signed callbacks."""
