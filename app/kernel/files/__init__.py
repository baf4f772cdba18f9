"""Files people give us: where their bytes are kept, and what they are."""

from app.kernel.files.kinds import EXTENSIONS, kind_of
from app.kernel.files.store import Digest, Store, digest, key_of

__all__ = ["EXTENSIONS", "Digest", "Store", "digest", "key_of", "kind_of"]
