class Config:
    def __init__(self, connect_timeout, read_timeout, retries):
        self.connect_timeout, self.read_timeout, self.retries = connect_timeout, read_timeout, retries
