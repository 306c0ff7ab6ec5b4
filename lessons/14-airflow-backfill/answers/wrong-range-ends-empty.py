# expects: not predicted yet
{}
