"""PyTorch's training steps of a tagger on packed sequences, for `equipoise bench tagging`, commanded line by line.

usage: python tagging_peer.py WORDS EMBEDDING HIDDEN TAGS THREADS LENGTH …

The tagger has vectors of words, `nn.LSTM` with three layers in both directions, and a linear layer. A step is forward, the mean
cross-entropy, backward, and an update by stochastic gradient descent, with one operation for all parameters.

Answers `ready VERSION PARAMETERS 0`, then to each line of standard input with one line of numbers: `step N` makes N steps and
gives the seconds of each, and `quit` ends.
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_sequence

LEARNING_RATE = 0.1


class Tagger(nn.Module):
    def __init__(self, words, embedding, hidden, tags):
        super().__init__()
        self.embedding = nn.Embedding(words, embedding, padding_idx=0)
        self.lstm = nn.LSTM(embedding, hidden, 3, bidirectional=True)
        self.head = nn.Linear(2 * hidden, tags)

    def forward(self, texts):
        vectors = texts._replace(data=self.embedding(texts.data))
        return self.head(self.lstm(vectors)[0].data)


def answer(*words):
    print(*words, flush=True)


def main():
    words, embedding, hidden, tags, threads, *lengths = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = Tagger(words, embedding, hidden, tags)
    parameters = list(model.parameters())
    lengths = sorted(lengths, reverse=True)
    texts = pack_sequence([torch.randint(1, words, (length,)) for length in lengths])
    labels = pack_sequence([torch.randint(0, tags, (length,)) for length in lengths]).data

    def step():
        for parameter in parameters:
            parameter.grad = None
        F.cross_entropy(model(texts), labels).backward()
        with torch.no_grad():
            torch._foreach_add_(parameters, [parameter.grad for parameter in parameters], alpha=-LEARNING_RATE)

    def seconds():
        start = time.perf_counter()
        step()
        return time.perf_counter() - start

    answer("ready", torch.__version__, sum(p.numel() for p in parameters), 0)
    for line in sys.stdin:
        command, *rest = line.split()
        if command == "quit":
            break
        if command != "step":
            raise SystemExit(f"the command should be step or quit. Found {command}.")
        answer(*(seconds() for _ in range(int(rest[0]))))


main()
