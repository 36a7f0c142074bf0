"""Simulated platforms, carriers and trading partners that speak documented protocols. Never imported by yunhe."""
