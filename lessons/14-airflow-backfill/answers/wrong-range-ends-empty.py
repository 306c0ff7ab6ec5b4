# expects: not predicted yet
{
}
