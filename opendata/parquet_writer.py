"""CSV with its headings comes in, Parquet goes out, a few megabytes at a time: a program of its own, started for one file.

A process of its own, because the library takes a hundred megabytes of memory, which go back with it. The argument is a JSON
object: ``columns`` with name and type each, and ``about``, texts that are written into the file.
"""

import json
import sys

import pyarrow
from pyarrow import csv, parquet

BLOCK_BYTES = 2 * 1024 * 1024
TYPES = {
    "string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64(), "year": pyarrow.int32(),
    "date": pyarrow.date32(), "datetime": pyarrow.timestamp("us", tz="UTC"), "time": pyarrow.time64("us"),
    "boolean": pyarrow.bool_(), "geojson": pyarrow.string(),
}  # fmt: skip


def main(argument: str) -> None:
    """Read to the end of the standard input; a group of rows goes out for each block that came in."""
    given = json.loads(argument)
    types = {column["name"]: TYPES[column["type"]] for column in given["columns"]}
    schema = pyarrow.schema(types.items(), metadata=given["about"])
    batches = csv.open_csv(
        sys.stdin.buffer,
        read_options=csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES),
        parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
            true_values=["true"], false_values=["false"],
        ),
    )  # fmt: skip
    with parquet.ParquetWriter(sys.stdout.buffer, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)


if __name__ == "__main__":
    main(sys.argv[1])
