"""The child that signs PDFs and reads the signatures of others; fed by `app.signing.sign_client`. It
has neither a key nor a network: it asks for what it needs.
"""

from app.broker.child import ask_parent, serve
from app.broker.rooms import SIGNER
from app.signing import pdf_signatures


def child() -> int:
    """Its exit status."""
    return serve(SIGNER, lambda request, content: pdf_signatures.work(request, content, ask_parent))
