"""The span reader as a torch module. Imported only to train and to export: torch takes seconds."""

from torch import Tensor, nn, tanh
from transformers import BertModel


class SpanReaderNetwork(nn.Module):
    """A BERT encoder with a span head and an answerability head.

    The input is ``<s> question </s></s> title. passage </s>``. The first token stands for "no answer": where
    the window holds none, its start and end logits are the highest.
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        hidden = int(encoder.config.hidden_size)
        self.encoder = encoder
        self.span = nn.Linear(hidden, 2)
        self.pool = nn.Linear(hidden, hidden)
        self.answerable = nn.Linear(hidden, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Start and end logits of (batch, tokens), and the answerability logits of (batch)."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        start, end = self.span(states).float().unbind(-1)
        pooled = tanh(self.pool(states[:, 0]))
        return start, end, self.answerable(pooled).float().squeeze(-1)
