"""Judges WAV files (8 kHz, 16 bits, mono) against a reference by ITU-T P.862: one score in a line for each."""

import sys
import wave

import numpy
from pesq import pesq


def samples(path):
    with wave.open(path) as file:
        assert file.getframerate() == 8000, path
        return numpy.frombuffer(file.readframes(file.getnframes()), numpy.int16)


reference = samples(sys.argv[1])
for path in sys.argv[2:]:
    print(f"{pesq(8000, reference, samples(path), 'nb'):.3f}")
