"""Evaluation: data sets, measures, baselines to compare with, and the report."""

from bp_qa.evaluation.evaluation import run_evaluation

__all__ = ["run_evaluation"]
