"""SplitMix64: the same draws in every language from the same seed.

Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014, doi:10.1145/2660193.2660195.
"""

MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed & MASK

    @classmethod
    def stream(cls, seed, *keys):
        """The stream of one item: each key in turn is added to the state, and the next output becomes the state."""
        state = cls(seed).next()
        for key in keys:
            state = cls(state + key).next()
        return cls(state)

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        """A whole number in [0, bound), without bias: Lemire, doi:10.1145/3230636, algorithm 5."""
        product = self.next() * bound
        if product & MASK < bound:
            threshold = (1 << 64) % bound
            while product & MASK < threshold:
                product = self.next() * bound
        return product >> 64

    def fraction(self):
        """A multiple of 2⁻⁵³ in [0, 1)."""
        return (self.next() >> 11) * 2.0**-53
