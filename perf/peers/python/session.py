"""A network workload opened with (settings, batch, seed, device, data), and the phases that are timed."""

import itertools

import torch
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader, default_collate

from meters import not_waiting
from protocol import RequestError
from settings import COMMON
from weights import Weighted


def train(model, optimizer, loss, input, *targets):
    """One training step; the loss is the one before the update."""
    optimizer.zero_grad(set_to_none=False)
    value = loss(model(input), *targets)
    value.backward()
    optimizer.step()
    return value


def narrowed(batch):
    input, *targets = batch
    return [input.to(torch.bfloat16), *targets]


def grown(samples):
    """As published: the batch copied anew for every sample that joins it."""
    batch = None
    for sample in samples:
        one = sample.unsqueeze(0).clone()
        batch = one if batch is None else torch.cat((batch, one))
    return batch


class Session(Weighted):
    """What every network shares. Modes are switched and graphs prepared before a phase enters its meter."""

    settings = COMMON
    variants = {"matched": {}}
    epochs = None
    takes_bfloat16 = True

    def __init__(self, settings, batch, seed, device, data):
        self.chosen = settings
        self.seed = seed
        self.device = device
        torch.manual_seed(seed)
        self.model = self.network().to(device)
        self.optimizer = self.optimizer_of(self.model.parameters())
        self.schedule = self.schedule_of(self.optimizer)
        torch.manual_seed(seed + 1)
        self.batch = self.moved(self.random_batch(batch))
        self.samples = None if data is None else self.read(data)
        if self.samples is not None:
            if len(self.samples) < batch:
                found = f"{len(self.samples)} training samples"
                raise RequestError(f"{data}: {found}: expected at least one batch of {batch}")
            self.loader = self.loader_of(batch, workers=0)
            self.agreed = self.batches(batch)
        torch.manual_seed(seed + 2)

    def narrow(self):
        """From here on network and samples are bfloat16, and the loss is taken in float32."""
        self.model.to(torch.bfloat16)
        loss = self.loss
        self.loss = lambda output, *targets: loss(output.float(), *targets)
        self.narrowed = narrowed
        self.batch = narrowed(self.batch)

    def network(self):
        raise NotImplementedError

    def optimizer_of(self, parameters):
        raise NotImplementedError

    def random_batch(self, size):
        """(input, targets…) from the default generator."""
        raise NotImplementedError

    def samples_of(self, folder):
        """The training samples in the folder, a Dataset."""
        raise NotImplementedError

    def read(self, folder):
        try:
            return self.samples_of(folder)
        except ImportError as error:
            raise RequestError(f"{error}: expected Pillow and NumPy, which read pictures: ./setup.sh") from None

    def loader_of(self, size, workers):
        shuffle = self.chosen["shuffle"] == "on"
        collate = grown if self.chosen.get("collate") == "cat" else None
        return DataLoader(
            self.samples, batch_size=size, shuffle=shuffle, drop_last=True, num_workers=workers, collate_fn=collate
        )

    def read_ahead(self, workers):
        """From here on so many processes read the files of 'data' and 'epoch', started anew for every epoch."""
        if self.samples is not None:
            self.loader = self.loader_of(self.loader.batch_size, workers)

    def loss(self, output, *targets):
        raise NotImplementedError

    def schedule_of(self, optimizer):
        epochs, schedule = int(self.chosen["epochs"]), self.chosen["schedule"]
        if schedule == "step":
            return lr_scheduler.StepLR(optimizer, step_size=-(-epochs // 3), gamma=0.1)
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs) if schedule == "cosine" else None

    def moved(self, batch):
        return [tensor.to(self.device) for tensor in batch]

    def narrowed(self, batch):
        """Samples as the network takes them; targets stay as the loss does."""
        return batch

    def batches(self, size):
        """The samples in the order that all languages agree on, epoch after epoch without end."""
        count = len(self.samples)
        for epoch in itertools.count():
            if self.chosen["shuffle"] == "on":
                order = torch.randperm(count, generator=torch.Generator().manual_seed(self.seed + epoch)).tolist()
            else:
                order = range(count)
            for start in range(0, count - size + 1, size):
                # An epoch phase in between counts its own epochs.
                self.samples.epoch = epoch
                yield default_collate([self.samples[index] for index in order[start : start + size]])
            if self.schedule is not None:
                self.schedule.step()

    def require_samples(self):
        if self.samples is None:
            raise RequestError("the phases 'data' and 'epoch' read files: expected 'data', their folder, in the session's open")

    def agree(self, steps):
        self.model.train()
        batches = itertools.repeat(self.batch) if self.samples is None else (self.narrowed(self.moved(one)) for one in self.agreed)
        taken = itertools.islice(batches, steps)
        losses = [train(self.model, self.optimizer, self.loss, *batch).item() for batch in taken]
        if len(losses) < steps:
            raise RequestError("an earlier batch could not be read: expected another 'open' first")
        return losses

    @torch.no_grad()
    def predict(self):
        """What the phase infer computes and drops."""
        self.model.eval()
        return self.model(self.batch[0])

    def infer(self, iterations, meter):
        self.model.eval()
        input = self.batch[0]
        with torch.no_grad(), meter:
            for _ in range(iterations):
                self.model(input)

    def infer_launch(self, iterations, meter):
        self.infer(iterations, not_waiting(meter))

    def home(self, pinned):
        if self.device.type == "cpu":
            raise RequestError("nothing is transferred from the processor: expected a GPU as 'device' in the session's open")
        input, *targets = self.batch
        # Samples are narrowed where they are computed.
        tensors = [tensor.cpu() for tensor in (input.float(), *targets)]
        return [tensor.pin_memory() for tensor in tensors] if pinned else tensors

    def transfer(self, iterations, meter, pinned=False):
        batch = self.home(pinned)
        with meter:
            for _ in range(iterations):
                self.moved(batch)

    def transfer_pinned(self, iterations, meter):
        self.transfer(iterations, meter, pinned=True)

    def infer_grad(self, iterations, meter):
        self.model.eval()
        input = self.batch[0]
        with meter:
            for _ in range(iterations):
                self.model(input)

    def forward(self, iterations, meter):
        self.model.train()
        input, *targets = self.batch
        with meter:
            for _ in range(iterations):
                self.loss(self.model(input), *targets)

    def backward(self, iterations, meter):
        self.model.train()
        input, *targets = self.batch
        loss = self.loss(self.model(input), *targets)
        with meter:
            for _ in range(iterations):
                loss.backward(retain_graph=True)

    def gradient(self, iterations, meter):
        self.model.train()
        input, *targets = self.batch
        with meter:
            for _ in range(iterations):
                self.loss(self.model(input), *targets).backward()

    def loss_alone(self, iterations, meter):
        self.model.train()
        input, *targets = self.batch
        output = self.model(input).detach().requires_grad_()
        with meter:
            for _ in range(iterations):
                self.loss(output, *targets).backward()

    def step(self, iterations, meter):
        self.model.train()
        with meter:
            for _ in range(iterations):
                train(self.model, self.optimizer, self.loss, *self.batch)

    def step_item(self, iterations, meter):
        self.model.train()
        with meter:
            for _ in range(iterations):
                train(self.model, self.optimizer, self.loss, *self.batch).item()

    def data(self, iterations, meter):
        self.require_samples()
        with meter:
            for epoch in range(iterations):
                self.samples.epoch = epoch
                for batch in self.loader:
                    self.moved(batch)

    def epoch(self, iterations, meter):
        self.require_samples()
        self.model.train()
        with meter:
            for epoch in range(iterations):
                self.samples.epoch = epoch
                for batch in self.loader:
                    train(self.model, self.optimizer, self.loss, *self.narrowed(self.moved(batch)))

    phases = {
        "infer": infer,
        "infer-grad": infer_grad,
        "forward": forward,
        "backward": backward,
        "gradient": gradient,
        "loss": loss_alone,
        "step": step,
        "step-item": step_item,
        "data": data,
        "epoch": epoch,
    }

    if torch.cuda.is_available():
        # The events' phases are timed by the GPU's own clock.
        phases |= {"infer-launch": infer_launch, "infer-events": infer, "step-events": step}
        phases |= {"transfer": transfer, "transfer-pinned": transfer_pinned}
