"""What the adapters share."""

import dataclasses
import os
import pathlib
import sys

import numpy as np

# Where `README.md` says the peers without a package are unpacked.
SOURCES = pathlib.Path(os.environ.get("PEER_SOURCES", pathlib.Path(__file__).parent / ".sources"))


@dataclasses.dataclass
class Result:
    """What a peer made of a matrix; None for what it does not give."""

    scales: np.ndarray | None = None  # bytes, or float32: [rows, blocks]
    codes: np.ndarray | None = None  # one code per element in the low bits: [rows, columns]
    values: np.ndarray | None = None  # float32: [rows, columns]
    tensor_scale: float | None = None  # the factor of dequantization, float32
    encode_scale: float | None = None  # its inverse, where the peer stores that
    amax: float | None = None  # the tensor's maximum, where the peer keeps that instead of a scale
    raw: np.ndarray | None = None  # the peer's own bytes, where the layout is its own
    zeros: np.ndarray | None = None  # zero points or minima: [rows, blocks]


def torch():
    """PyTorch on one thread: where its vectorised loops end depends on the number of threads."""
    import torch as package

    package.set_num_threads(1)
    return package


def tensor(x, dtype):
    """A PyTorch tensor of this dtype with the values of `x`."""
    package = torch()
    return package.from_numpy(np.array(x, np.float32)).to(getattr(package, dtype)).contiguous()


def floats(t):
    """Float32 array of a PyTorch tensor."""
    package = torch()
    return t.detach().to(package.float32).contiguous().numpy()


def words(t):
    """The bytes of a PyTorch tensor of a one-byte dtype."""
    package = torch()
    return t.detach().contiguous().view(package.uint8).numpy()


def low_nibble_first(packed):
    """Codes of bytes that hold two, the first in the low bits."""
    packed = np.ascontiguousarray(packed, np.uint8)
    codes = np.stack([packed & 15, packed >> 4], axis=-1)
    return codes.reshape(*packed.shape[:-1], 2 * packed.shape[-1])


def scalar(t):
    """A one-element tensor as a float that is a float32 value."""
    return float(np.float32(floats(t).reshape(-1)[0]))


def add_source(name):
    """Makes the modules of an unpacked source importable."""
    folder = SOURCES / name
    if not folder.is_dir():
        raise ModuleNotFoundError(f"no {name} in the folder of peer sources")
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return folder
