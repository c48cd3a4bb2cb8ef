"""Tables of open data: data sets and their versions, the work of publishing, and what the public asks and makes."""

from opendata.models.community import ApiKey, DatasetRequest, Question, Reuse
from opendata.models.datasets import Dataset, Version
from opendata.models.planning import OpeningDuty
from opendata.models.publication import PublicationJob, RowError
from opendata.models.pushing import Push, PushAccount, RemoteDataset

__all__ = [
    "ApiKey",
    "Dataset",
    "DatasetRequest",
    "OpeningDuty",
    "PublicationJob",
    "Push",
    "PushAccount",
    "Question",
    "RemoteDataset",
    "Reuse",
    "RowError",
    "Version",
]
