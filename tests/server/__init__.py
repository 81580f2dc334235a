"""What a server is set up with: the files and the words of docs/server.md."""
