# The console: policy, groups, requests, passes and logs.
