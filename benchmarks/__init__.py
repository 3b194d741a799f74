"""What Sanad costs, as ratios measured side by side in one run. `./run bench [NAME ...]`"""
