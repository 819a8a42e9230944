module io.nodeward/testbed/pause

go 1.26.0

tool io.nodeward/testbed/pause
