"""Real servers of folders on loopback, for the tests: SFTP, FTP with and without TLS, S3; and a line that is cut."""
