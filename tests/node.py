"""JavaScript of the web edition, run by node as it stands, unbuilt: what Python's own is compared with."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

SOURCES = Path(__file__).parents[1] / "gapviz" / "editions" / "web" / "src"
NODE = shutil.which("node")
TYPES = {"Float32Array": "<f4", "Uint8Array": "u1", "Int32Array": "<i4", "Float64Array": "<f8"}
RUN = """
import { readFileSync } from "node:fs";
const types = { Float32Array, Uint8Array, Int32Array, Float64Array };
const revive = (_, value) => {
  if (typeof value?.base64 !== "string") return value;
  const bytes = Uint8Array.from(Buffer.from(value.base64, "base64"));
  return value.type === "ArrayBuffer" ? bytes.buffer : new types[value.type](bytes.buffer);
};
const pack = (_, value) => {
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return { type: value.constructor.name, base64: bytes.toString("base64") };
};
const given = JSON.parse(readFileSync(0, "utf8"), revive);
const modules = await Promise.all(MODULES.map(module => import(module)));
const answer = await (CODE)(Object.assign({}, ...modules), given);
process.stdout.write(JSON.stringify(answer, pack));
"""
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript is NOT compared")


def node(modules: str, code: str, **given: Any) -> Any:
    """What `code`, a JavaScript function of what `modules` of `src` export and of what is given, returns.

    Arrays of numbers (float32, uint8, int32, float64) and bytes pass as typed arrays and buffers, both ways.
    """
    paths = json.dumps([(SOURCES / module).as_uri() for module in modules.split()])
    script = RUN.replace("CODE", code).replace("MODULES", paths)
    command = [str(NODE), "--input-type=module", "--eval", script]
    done = subprocess.run(
        command, input=json.dumps(given, default=_packed), capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr
    return json.loads(done.stdout, object_hook=_revived)


def _packed(value: Any) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"type": "ArrayBuffer", "base64": base64.b64encode(value).decode()}
    array = np.asarray(value)
    name = next(name for name, kind in TYPES.items() if np.dtype(kind) == array.dtype)
    return {"type": name, "base64": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()}


def _revived(value: dict[str, Any]) -> Any:
    if value.keys() != {"type", "base64"}:
        return value
    return np.frombuffer(base64.b64decode(value["base64"]), TYPES[value["type"]])
