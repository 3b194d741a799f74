"""The encrypted file of one officer (SQLCipher) and the few small files beside it.

A vault knows rows and envelopes, not what an answer means. It is opened with keys that
`app.seal` made, used by the thread that opened it, and read by others through `database.reader`."""
