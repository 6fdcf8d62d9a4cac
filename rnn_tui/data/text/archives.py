"""Archives with class folders, or with tables: read in memory as far as texts are files.

Tables are unpacked into a folder of the cache while they are read, for they are read more
than once. Of every archive the size that it unpacks to is bounded.
"""

import bz2
import gzip
import io
import lzma
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from rnn_tui.data.cache import building_folder, file_hash
from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report, ignore
from rnn_tui.data.text.decoding import Decoder
from rnn_tui.data.text.example import TEXT_LIMIT, Example, Notes, Source
from rnn_tui.data.text.folders import FOLDERS
from rnn_tui.data.text.layout import lay_out
from rnn_tui.data.text.listing import DEEPEST
