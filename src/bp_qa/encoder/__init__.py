"""Texts to vectors: the embedding model, unpacked once, run by ONNX Runtime, OpenVINO or torch."""
