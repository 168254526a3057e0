class BotoCoreError(Exception):
    pass


class EndpointConnectionError(BotoCoreError):
    pass


class ClientError(Exception):
    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.response = {"Error": {"Code": code, "Message": message}}
