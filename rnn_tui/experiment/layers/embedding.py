"""Embedding: a row of a table for each word id."""

from typing import ClassVar, Literal

from pydantic import Field

from rnn_tui.experiment.layers.base import IDS, MaskRule, Shape, Weighted, WeightShapes


class Embedding(Weighted):
    """(batch, timesteps) of ids -> (batch, timesteps, output_dim)."""

    kind: Literal["Embedding"] = "Embedding"
    one_line: ClassVar[str] = "turns each word id into a vector; comes first"
    input_rank: ClassVar[int | None] = IDS
    mask_rule: ClassVar[MaskRule] = "creates"
    spec_only: ClassVar[frozenset[str]] = frozenset({"kind", "embeddings"})
    path_keys: ClassVar[tuple[str, ...]] = ("embeddings",)
    telling: ClassVar[tuple[str, ...]] = ("output_dim",)

    input_dim: int = Field(
        10_000, ge=1, le=20_000_000, description="Rows of the table, at least data.num_words."
    )
    output_dim: int = Field(32, ge=1, le=16_384, description="Length of each word's vector.")
    embeddings: str | None = Field(
        None,
        min_length=1,
        description=(
            "Word vectors to start from: a GloVe, fastText .vec or word2vec file, also .gz; "
            "none: random. Missing words start at random."
        ),
    )
    mask_zero: bool = Field(
        False, description="Treat id 0 as padding, which recurrent layers then skip."
    )

    @property
    def sets_mask(self) -> bool:
        return self.mask_zero

    def output_shape(self, shape: Shape) -> Shape:
        return (*shape, self.output_dim)

    def weight_shapes(self, shape: Shape) -> WeightShapes:
        return {"embeddings": (self.input_dim, self.output_dim)}
