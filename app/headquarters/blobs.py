"""Encrypted chunks of attachments: kept in pieces as they come, whole once their hash is right."""
