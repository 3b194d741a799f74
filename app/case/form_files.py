"""What a questionnaire shows and plays, and one that is longer than a record: as an event says of them.

The files travel as attachments do, in sealed chunks. What is said in another way than this, or of more
than a form pack holds, has no effect. docs/formats/events.md"""

from dataclasses import dataclass

from app.case import fields, sealed_file
from app.case.events import Event
from app.case.sealed_file import SealedFile
from app.seal import attachment

LARGEST, MOST = 128 << 20, 1000  # bytes of all, and files: what a form pack holds
OFFERS = 64  # of one questionnaire in a log: each is looked at whenever something comes
WHOLE = ""  # the name of the questionnaire itself among its files


@dataclass(frozen=True, slots=True)
class FormFiles:
    """`form`: the questionnaire's hash; `files`: by name."""

    event: bytes
    form: bytes
    files: dict[str, SealedFile]

    @property
    def chunks(self) -> dict[bytes, int]:
        """Every chunk's id, and its bytes."""
        return {id_: size for sealed_file in self.files.values() for id_, size in sealed_file.chunks}


def read(event: Event) -> FormFiles | None:
    """None for what isn't one."""
    form, files = event.content.get("form"), event.content.get("files")
    if not isinstance(form, bytes) or len(form) != 32:
        return None
    if not isinstance(files, list) or not 0 < len(files) <= MOST:
        return None
    sealed_files: dict[str, SealedFile] = {}
    for file in files:
        map_ = fields.map_of(file)
        name, sealed = map_.get("name"), sealed_file.read(map_)
        if not isinstance(name, str) or name in sealed_files or sealed is None or not _fits(sealed):
            return None
        sealed_files[name] = sealed
    form_file = sealed_files.get(WHOLE)
    if (form_file and form_file.hash != form) or sum(
        sealed_file.size for sealed_file in sealed_files.values()
    ) > LARGEST:
        return None
    return FormFiles(event.id, form, sealed_files)


def _fits(sealed_file: SealedFile) -> bool:
    """Are its chunks as many and as long as a file of that size is cut into?"""
    return sealed_file.size <= LARGEST and [size for _, size in sealed_file.chunks] == attachment.chunk_sizes(
        sealed_file.size
    )
