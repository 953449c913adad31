"""Serves a GGUF model on loopback by the OpenAI protocol until its standard input closes; prints the address.

python tests/llm/serve.py MODEL.gguf [THREADS]
"""

import sys

import xllamacpp


def main() -> None:
    """Starts the server, says where, and waits."""
    params = xllamacpp.CommonParams()
    params.model.path = sys.argv[1]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 4096
    params.n_parallel = 1
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    params.cpuparams.poll = 0  # threads that spin while they wait would starve everything else
    params.verbosity = 0
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}/v1\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
