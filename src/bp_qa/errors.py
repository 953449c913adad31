"""Every error that bp-qa raises on purpose. Each message says what the person can do about it."""


class BpQaError(Exception):
    """Base of all bp-qa errors; its text is fit to be shown to a person as it is."""


class SettingsError(BpQaError):
    """A setting has a value that cannot work."""


class CorpusError(BpQaError):
    """The corpus folder, or an article in it, cannot be read or written."""


class ArticleNotFoundError(CorpusError):
    """No article has the id that was asked for."""


class ImportFileError(BpQaError):
    """A file to import cannot be turned into an article; the message names the file and the reason."""


class ModelError(BpQaError):
    """An embedding or reader model cannot be found, unpacked or run."""


class IndexStoreError(BpQaError):
    """The index folder or the vector server cannot be used."""


class DamagedIndexError(IndexStoreError):
    """A part of the index is there but its content is broken: a sync sets it aside and builds it anew."""


class DatasetError(BpQaError):
    """An evaluation data set cannot be read."""
